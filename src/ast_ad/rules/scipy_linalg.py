"""scipy.linalg."""
