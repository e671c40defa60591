"""What a run measured, whoever made the load: plain values that workers add up without loss."""
