from tests.exchange.api.conftest import aa, bb, clock, council

__all__ = ["aa", "bb", "clock", "council"]
