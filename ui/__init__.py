"""What the pages share: opening a page, pictures, charts, controls, state."""
