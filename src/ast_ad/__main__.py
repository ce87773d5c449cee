"""``python -m ast_ad`` is the command ``ast-ad``."""

from ast_ad.cli import run

if __name__ == "__main__":
    run()
