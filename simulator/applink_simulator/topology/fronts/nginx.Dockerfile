# nginx that runs from one folder, by nobody; what it does there is put into /front before it starts.
#
# On a base that has nginx, nothing is installed. On another one, Debian's packages come with the context: see
# build_nginx_image.

ARG BASE_IMAGE=nginx:stable
FROM ${BASE_IMAGE}
COPY packages/ /packages/
RUN set -e; \
    if ls /packages/*.deb >/dev/null 2>&1; then \
        printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d; chmod +x /usr/sbin/policy-rc.d; \
        DEBIAN_FRONTEND=noninteractive dpkg --install /packages/*.deb; \
    fi; \
    mkdir /front; chown 65534:65534 /front
USER 65534:65534
WORKDIR /front
STOPSIGNAL SIGTERM
ENTRYPOINT []
CMD ["nginx", "-e", "stderr", "-p", ".", "-c", "nginx.conf"]
