public import HTTPTransport
