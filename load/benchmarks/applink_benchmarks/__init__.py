"""How fast and how small, side by side with yardsticks taken in the same run. Not part of the wheel."""
