"""The phrases, one module per topic; the folder is listed, so a new file is all it takes."""
