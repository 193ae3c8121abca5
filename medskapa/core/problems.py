"""What the API of every room answers when something goes wrong."""

from ninja import Schema
from pydantic import Field


class Problem(Schema):
    """What went wrong (RFC 9457)."""

    type: str = Field("about:blank", examples=["about:blank"])
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["There is nothing public here."])


PROBLEMS = {422: Problem, 429: Problem, 500: Problem}
"""What every address may answer besides what it is for."""
