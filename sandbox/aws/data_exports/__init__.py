"""AWS Data Exports: which reports of cost and usage are delivered, and where to. Nothing is ever delivered by itself."""
