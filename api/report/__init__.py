"""The pilot's answer to the committee: figures computed from store and chain, and the document made of them."""
