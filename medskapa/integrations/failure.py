"""What every way out has in common when it fails."""


class NotSent(Exception):
    """The message was not handed over. `reason` is plain Swedish for whoever is to go on, without address or text.

    `retryable` is true when the same message may get through later.
    """

    def __init__(self, reason: str, *, retryable: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retryable = retryable
