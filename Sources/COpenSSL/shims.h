// The parts of libcrypto that the program uses, present in OpenSSL 1.1 and 3.
#pragma once

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
