"""Random programs in the supported language, and every mode of their derivatives against independent oracles."""
