"""scipy.signal."""
