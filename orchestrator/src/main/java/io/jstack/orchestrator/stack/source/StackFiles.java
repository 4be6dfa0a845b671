package io.jstack.orchestrator.stack.source;

import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads stack files and env files, each once, and remembers their lines for the excerpts of error messages. */
public final class StackFiles {
    /** Larger than any file a person or a tool writes in earnest; a bigger one is refused before it is parsed. */
    static final int MAXIMUM_BYTES = 8 << 20;

    private static final Path NULL_DEVICE = Path.of("/dev/null");

    private final FileView view = new FileView();
    private final Map<Path, byte[]> contents = new HashMap<>();
    private final Map<String, Path> names = new HashMap<>();
    private final List<StackFile> stackFiles = new ArrayList<>();

    /**
     * A stack file.
     *
     * @param name as the user named it; the whole path is used instead where another file has that name
     */
    public StackFile read(String name, Path path) {
        String unique = path.equals(names.getOrDefault(name, path)) ? name : path.toString();
        StackFile file = new StackFile(unique, path, bytes(unique, path, "check the name, or the list given with -f"));
        stackFiles.add(file);
        return file;
    }

    /** Standard input, already read. */
    public StackFile supplied(byte[] content, Path directory) {
        if (content.length > MAXIMUM_BYTES) {
            throw tooLarge("standard input");
        }
        StackFile file = new StackFile("-", directory.resolve("-"), content);
        contents.put(file.path(), content);
        names.put(file.name(), file.path());
        stackFiles.add(file);
        return file;
    }

    /** An env or label file as text; bytes that are not UTF-8 are replaced. */
    public String text(Path path) {
        return new String(bytes(path.toString(), path, "create it, or take it off the list"), StandardCharsets.UTF_8);
    }

    /** Where every question about the host's files goes, from whatever phase. */
    public FileView view() {
        return view;
    }

    /** Every stack file that was read, those that are included or extended from too, in order. */
    public List<StackFile> stackFiles() {
        return List.copyOf(stackFiles);
    }

    /** The lines of a file that was read under {@code name}. */
    public Optional<List<String>> lines(String name) {
        return Optional.ofNullable(names.get(name))
                .flatMap(path -> Optional.ofNullable(contents.get(path)))
                .map(content ->
                        new String(content, StandardCharsets.UTF_8).lines().toList());
    }

    private byte[] bytes(String name, Path path, String remedy) {
        byte[] known = contents.get(path);
        byte[] content =
                known != null ? known : path.equals(NULL_DEVICE) ? new byte[0] : readRegular(name, path, remedy);
        contents.put(path, content);
        names.put(name, path);
        return content;
    }

    private byte[] readRegular(String name, Path path, String remedy) {
        try {
            if (view.isDirectory(path)) {
                throw unreadable(name + " is a directory", "name the file in it");
            }
            if (view.exists(path) && !view.isRegularFile(path)) {
                throw unreadable(
                        name + " is not a regular file", "copy it into a file, or give it on standard input: -f -");
            }
            byte[] content = view.content(path, MAXIMUM_BYTES);
            if (content.length > MAXIMUM_BYTES) {
                throw tooLarge(name);
            }
            return content;
        } catch (NoSuchFileException missing) {
            throw new JstackException(StackError.FILE_NOT_FOUND, name + ": no such file or directory", remedy);
        } catch (AccessDeniedException denied) {
            throw unreadable(name + ": permission denied", "give its reader the right to read it");
        } catch (IOException failed) {
            throw unreadable(name + ": " + failed.getMessage(), remedy);
        }
    }

    private static JstackException tooLarge(String name) {
        return unreadable(
                name + " is larger than " + (MAXIMUM_BYTES >> 20) + " MiB",
                "split it, and merge the parts with include");
    }

    private static JstackException unreadable(String message, String remedy) {
        return new JstackException(StackError.FILE_UNREADABLE, message, remedy);
    }
}
