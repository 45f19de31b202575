// Swift cannot call C functions with variable arguments, so each type of libcurl option gets a function of its own.
#pragma once

#include <curl/curl.h>
