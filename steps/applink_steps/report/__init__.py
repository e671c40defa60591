"""What a run leaves behind: every scenario with its steps, the exchanges they caused, and who saw what."""
