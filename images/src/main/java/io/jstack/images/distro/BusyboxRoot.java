package io.jstack.images.distro;

import io.jstack.images.ImageError;
import io.jstack.images.layer.TarBuilder;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A root file system that is one static program under the names of all its applets. */
final class BusyboxRoot {
    private static final int PT_INTERP = 3;
    private static final long LIST_SECONDS = 10;
    private static final List<String> DIRECTORIES =
            List.of("dev", "etc", "home", "proc", "sys", "usr", "usr/bin", "usr/sbin", "var", "var/spool", "var/www");

    private BusyboxRoot() {}

    static byte[] tar(Machine machine) throws InterruptedException {
        Path program = machine.programs().stream()
                .map(directory -> directory.resolve("busybox"))
                .filter(BusyboxRoot::isStatic)
                .findFirst()
                .orElseThrow(() -> new JstackException(
                        ImageError.PROGRAM_MISSING,
                        "no static busybox on this machine, which distro.local/busybox is made of",
                        "apt-get install busybox-static"));
        try {
            return tar(program, applets(program));
        } catch (IOException e) {
            throw new JstackException(
                    ImageError.BOOTSTRAP_FAILED,
                    "cannot read " + program + ": " + e.getMessage(),
                    "apt-get install --reinstall busybox-static",
                    e);
        }
    }

    private static byte[] tar(Path program, List<String> applets) throws IOException {
        TarBuilder tar = new TarBuilder(Files.getLastModifiedTime(program).toMillis() / 1000);
        tar.directory("bin", 0755).file("bin/busybox", 0755, Files.readAllBytes(program));
        applets.stream()
                .filter(applet -> !applet.equals("busybox"))
                .forEach(applet -> tar.hardLink("bin/" + applet, "bin/busybox"));
        DIRECTORIES.forEach(name -> tar.directory(name, 0755));
        return tar.directory("root", 0700)
                .directory("tmp", 01777)
                .directory("var/tmp", 01777)
                .symlink("usr/bin/env", "../../bin/env")
                .file("etc/passwd", 0644, """
                        root:x:0:0:root:/root:/bin/sh
                        daemon:x:1:1:daemon:/usr/sbin:/bin/false
                        www-data:x:33:33:www-data:/var/www:/bin/false
                        nobody:x:65534:65534:nobody:/home:/bin/false
                        """)
                .file("etc/group", 0644, "root:x:0:\ndaemon:x:1:\nwww-data:x:33:\nnogroup:x:65534:\n")
                .toBytes();
    }

    /** Each is a name the program answers to; only it knows which it was built with. */
    private static List<String> applets(Path program) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(program.toString(), "--list")
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            String names = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(LIST_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("it does not list its applets");
            }
            return names.lines()
                    .map(String::strip)
                    .filter(name -> !name.isEmpty() && name.indexOf('/') < 0)
                    .toList();
        } finally {
            process.destroyForcibly();
        }
    }

    /** An ELF file that asks for no interpreter (elf(5), PT_INTERP) needs nothing but the kernel. */
    private static boolean isStatic(Path program) {
        if (!Files.isExecutable(program)) {
            return false;
        }
        try {
            ByteBuffer elf = ByteBuffer.wrap(Files.readAllBytes(program)).order(ByteOrder.LITTLE_ENDIAN);
            if (elf.capacity() < 64 || elf.getInt(0) != 0x464c457f || elf.get(4) != 2) {
                return false;
            }
            int headers = (int) elf.getLong(32);
            int size = elf.getShort(54);
            for (int i = 0; i < elf.getShort(56); i++) {
                if (elf.getInt(headers + i * size) == PT_INTERP) {
                    return false;
                }
            }
            return true;
        } catch (IOException | IndexOutOfBoundsException e) {
            return false; // not one we can use
        }
    }
}
