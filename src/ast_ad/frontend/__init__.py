"""The front end: from a Python function and the kinds of its arguments to the IR."""
