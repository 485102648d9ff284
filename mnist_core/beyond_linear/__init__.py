"""Three models of growing means before the same digits, and what stresses them."""
