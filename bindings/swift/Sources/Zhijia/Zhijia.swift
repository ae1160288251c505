// An app imports `Zhijia` alone and sees the library's types and this layer.
@_exported import ZhijiaBindings
