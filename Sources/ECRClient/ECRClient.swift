public import ImageModel
