package io.jstack.orchestrator.stack;

/** A phase of the loader that a caller switches off; {@code config} offers each as a flag. */
public enum LoadOption {
    /** {@code --no-interpolate}: variables stay as they are written. */
    NO_INTERPOLATE,
    /** {@code --no-normalize}: defaults are not filled in. */
    NO_NORMALIZE,
    /** {@code --no-path-resolution}: relative paths stay relative. */
    NO_PATH_RESOLUTION,
    /** {@code --no-consistency}: references between elements are not checked. */
    NO_CONSISTENCY,
    /** {@code --no-env-resolution}: {@code env_file} is not read. */
    NO_ENV_RESOLUTION,
    /** Networks, volumes, configs, secrets and models that no service uses are kept. */
    ALL_RESOURCES
}
