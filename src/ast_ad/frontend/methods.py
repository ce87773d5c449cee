"""Methods."""
def call(m, method, positional, keywords): m.refuse("AD106", method.name)
