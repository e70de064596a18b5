"""Trains the reader of `entente-extract`: `python -m training`."""
