"""The one error that commands show to the user, and the one way in which files are written."""

import os
import tempfile


class Trouble(ValueError):
    """One sentence that says what is wrong with which input and what to do about it."""


def write_whole(path, content):
    """Writes bytes or text to a temporary name beside ``path``, then moves it there: no half file is ever seen.

    The content is on the disk before the move, so that neither a kill nor a power cut leaves an empty file.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    folder = os.path.dirname(os.path.abspath(path))
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        if os.path.exists(temporary):
            os.unlink(temporary)
        raise
