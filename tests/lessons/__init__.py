"""Every page, by AppTest, on the values shown."""
