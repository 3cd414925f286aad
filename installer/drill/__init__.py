"""The drill: a package installed, used, upgraded, hurt and removed on clean systems (installer/test_install.py)."""
