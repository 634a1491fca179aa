"""What the commands of `rodtrad` share: options, coordinates, session and rendering."""
