package io.jstack.images;

import io.jstack.values.ErrorCode;

/** What can be wrong with an image, its source, or the file it is built from. */
public enum ImageError implements ErrorCode {
    /** Text that is no image reference in Docker's grammar. */
    INVALID_REFERENCE,
    /** Text that is no digest, or one of an algorithm that is not checked here. */
    INVALID_DIGEST,
    /** No such image in the store, at the registry, or under {@code distro.local}. */
    IMAGE_NOT_FOUND,
    /** A short id that more than one image begins with. */
    AMBIGUOUS_ID,
    /** The image is used by a container, or has further references. */
    IMAGE_IN_USE,
    /** The image exists, but not for this machine. */
    PLATFORM_MISMATCH,
    /** A manifest, index, config or archive that is not what its media type says. */
    INVALID_IMAGE,
    /** A layer that is no sound tar, or reaches outside its root. */
    INVALID_LAYER,
    /** A layer over one of the limits on bytes, entries, path length or compression ratio. */
    LAYER_TOO_LARGE,
    /** More layers than overlayfs can mount. */
    TOO_MANY_LAYERS,
    /** Content whose digest or size is not the promised one. */
    DIGEST_MISMATCH,
    /** The store is held by another engine. */
    STORE_BUSY,
    /** The store was written by a newer version. */
    STORE_TOO_NEW,
    /** What the store holds does not fit together. */
    STORE_DAMAGED,
    /** No space left where the store lies. */
    DISK_FULL,
    /** Reading or writing failed for another reason the kernel gave. */
    IO,
    /** The registry cannot be reached, or answers what no registry answers. */
    REGISTRY_UNREACHABLE,
    /** The registry wants credentials, or other ones. */
    REGISTRY_DENIED,
    /** A registry without TLS that no setting allows. */
    REGISTRY_INSECURE,
    /** A program that the bootstrap needs is not installed. */
    PROGRAM_MISSING,
    /** The distribution's bootstrap program ended with an error. */
    BOOTSTRAP_FAILED,
    /** A Dockerfile that cannot be read as one. */
    DOCKERFILE_INVALID,
    /** A Dockerfile instruction or flag that is not carried out here. */
    DOCKERFILE_UNSUPPORTED,
    /** No Dockerfile where one was looked for. */
    DOCKERFILE_NOT_FOUND,
    /** A path in COPY or ADD that the build context, stage or image does not hold. */
    COPY_SOURCE_NOT_FOUND,
    /** A {@code RUN} that ended with a code other than 0. */
    RUN_FAILED,
    /** A build stage that no {@code FROM … AS} names. */
    STAGE_NOT_FOUND
}
