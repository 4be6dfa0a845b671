package io.jstack.orchestrator.control;

import io.jstack.orchestrator.Engine.ImageWhen;
import io.jstack.orchestrator.UpOptions.Images;
import io.jstack.orchestrator.model.Service;

/** How a service's image is got: what the command says, else what the file says. */
final class ImagePolicy {
    private ImagePolicy() {}

    static ImageWhen when(Service service, Images asked) {
        boolean built = service.image().build().isPresent();
        return switch (asked) {
            case BUILD -> built ? ImageWhen.BUILD : written(service);
            case PULL_AND_BUILD -> built ? ImageWhen.PULL_AND_BUILD : ImageWhen.PULL;
            case NO_BUILD -> built ? ImageWhen.MISSING_NO_BUILD : written(service);
            case PULL_ALWAYS -> built ? written(service) : ImageWhen.PULL;
            case PULL_MISSING -> built ? ImageWhen.MISSING_NO_BUILD : ImageWhen.MISSING;
            case PULL_NEVER -> built ? written(service) : ImageWhen.NEVER;
            case AS_WRITTEN -> written(service);
        };
    }

    /** Whether a container is to run what its image's name points to now, and not what it pointed to when it was made. */
    static boolean isFollowed(Service service) {
        return switch (service.image().pull()) {
            case ALWAYS, BUILD, REFRESH -> true;
            case UNSET, MISSING, NEVER -> false;
        };
    }

    private static ImageWhen written(Service service) {
        return switch (service.image().pull()) {
            case UNSET, MISSING -> ImageWhen.MISSING;
            case ALWAYS -> ImageWhen.PULL;
            case NEVER -> ImageWhen.NEVER;
            case BUILD -> ImageWhen.BUILD;
            case REFRESH -> ImageWhen.REFRESH;
        };
    }
}
