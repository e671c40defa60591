"""From what a run measured to one exit code, and to the papers that say why."""
