/* The floor of a cold start under Lambda's runtime interface emulator: one socket, one call to `next`, nothing else.
 *
 * It answers no event: what is measured, the time until `next` is called, is over by then. */
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
    const char *address = getenv("AWS_LAMBDA_RUNTIME_API");
    const char *colon = address ? strrchr(address, ':') : NULL;
    char host[256], request[512], answer[4096];
    if (!colon || (size_t)(colon - address) >= sizeof host) {
        fputs("AWS_LAMBDA_RUNTIME_API is not HOST:PORT\n", stderr);
        return 1;
    }
    snprintf(host, sizeof host, "%.*s", (int)(colon - address), address);
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST}, *found;
    if (getaddrinfo(host, colon + 1, &hints, &found) != 0) {
        fprintf(stderr, "%s is not an address\n", address);
        return 1;
    }
    int connection = socket(found->ai_family, found->ai_socktype, found->ai_protocol);
    if (connection < 0 || connect(connection, found->ai_addr, found->ai_addrlen) != 0) {
        perror("connect");
        return 1;
    }
    int length = snprintf(request, sizeof request, "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: %s\r\n\r\n",
                          address);
    if (write(connection, request, (size_t)length) != length || read(connection, answer, sizeof answer) <= 0) {
        perror("next");
        return 1;
    }
    return 0;
}
