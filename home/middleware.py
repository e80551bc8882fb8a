"""Public pages from memory for anonymous visitors."""


def public_cache(get_response):
    def middleware(request):
        return get_response(request)

    return middleware
