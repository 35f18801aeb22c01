#ifndef BANYAN_CCURL_SHIM_H
#define BANYAN_CCURL_SHIM_H
#include <curl/curl.h>

// libcurl sets options and reads figures by functions of variable arguments, which Swift cannot call.

static inline CURLcode banyan_curl_set_long(CURL *curl, CURLoption option, long value) {
    return curl_easy_setopt(curl, option, value);
}

static inline CURLcode banyan_curl_set_text(CURL *curl, CURLoption option, const char *value) {
    return curl_easy_setopt(curl, option, value);
}

static inline CURLcode banyan_curl_set_pointer(CURL *curl, CURLoption option, void *value) {
    return curl_easy_setopt(curl, option, value);
}

static inline CURLcode banyan_curl_set_list(CURL *curl, CURLoption option, struct curl_slist *list) {
    return curl_easy_setopt(curl, option, list);
}

typedef size_t (*banyan_curl_bytes)(char *bytes, size_t size, size_t count, void *context);
typedef curl_socket_t (*banyan_curl_open)(void *context, curlsocktype purpose, struct curl_sockaddr *address);

static inline CURLcode banyan_curl_set_bytes(CURL *curl, CURLoption option, banyan_curl_bytes function) {
    return curl_easy_setopt(curl, option, function);
}

static inline CURLcode banyan_curl_set_open(CURL *curl, banyan_curl_open function) {
    return curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, function);
}

// The schemes that a transfer may use at all.
static inline CURLcode banyan_curl_allow(CURL *curl, int is_mail) {
#if LIBCURL_VERSION_NUM >= 0x075500
    return curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, is_mail ? "smtp,smtps" : "http,https");
#else
    return curl_easy_setopt(
        curl, CURLOPT_PROTOCOLS, (long)(is_mail ? CURLPROTO_SMTP | CURLPROTO_SMTPS : CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

static inline long banyan_curl_response(CURL *curl) {
    long code = 0;
    return curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code) == CURLE_OK ? code : 0;
}

static inline long banyan_curl_retry_after(CURL *curl) {
    curl_off_t seconds = 0;
    return curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &seconds) == CURLE_OK ? (long)seconds : 0;
}

// The address of a socket to be, which is longer than the member that it begins in.
static inline const void *banyan_curl_address(const struct curl_sockaddr *address) { return &address->addr; }

static inline CURLcode banyan_curl_start(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }

#endif
