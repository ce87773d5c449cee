"""scipy.fft."""
