"""What people and programs see: the report, the page, the commented Word file, the contract."""
