package io.jstack.runtime.oci;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Set;

/** The five sets of capabilities(7) that a process starts with. */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Capabilities(
        Set<Capability> bounding,
        Set<Capability> effective,
        Set<Capability> inheritable,
        Set<Capability> permitted,
        Set<Capability> ambient) {
    public static final Capabilities NONE = new Capabilities(Set.of(), Set.of(), Set.of(), Set.of(), Set.of());

    public Capabilities {
        bounding = Capability.setOf(bounding);
        effective = Capability.setOf(effective);
        inheritable = Capability.setOf(inheritable);
        permitted = Capability.setOf(permitted);
        ambient = Capability.setOf(ambient);
    }

    /**
     * As Docker gives them: bounding, permitted and effective alike, nothing inheritable (CVE-2022-24769) and nothing ambient. The
     * kernel clears effective and permitted by itself at the exec of a process that is not root.
     */
    public static Capabilities of(Set<Capability> capabilities) {
        return new Capabilities(capabilities, capabilities, Set.of(), capabilities, Set.of());
    }
}
