"""scipy.integrate."""
