"""What each expression gives: names, operators, subscripts, attributes, tests, comprehensions."""
