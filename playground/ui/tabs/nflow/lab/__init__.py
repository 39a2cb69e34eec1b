"""The normalizing flow's 2-D lab: layers that carry noise to data and back, trained while one watches."""
