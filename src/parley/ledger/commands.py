def verify_store():  # type: ignore
    raise NotImplementedError


def verify_export(path):  # type: ignore
    raise NotImplementedError
