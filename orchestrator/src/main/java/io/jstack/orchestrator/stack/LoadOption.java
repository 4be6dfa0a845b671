package io.jstack.orchestrator.stack;

/** What a caller wants otherwise of the loader, phase by phase; {@code config} offers most as flags. */
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
    ALL_RESOURCES,
    /** Services named turn their profiles on, and the others stay. */
    KEEP_OTHERS
}
