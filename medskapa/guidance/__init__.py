"""The path: one guide, one plan with a job goal, measures with an end and a way onward. Plans, and never decides."""
