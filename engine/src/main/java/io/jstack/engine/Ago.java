package io.jstack.engine;

import java.time.Duration;

/** A length of time in words, as Docker says it: {@code 3 minutes}, {@code About an hour}. */
public final class Ago {
    private Ago() {}

    public static String words(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 1) {
            return "Less than a second";
        }
        if (seconds < 60) {
            return seconds == 1 ? "1 second" : seconds + " seconds";
        }
        long minutes = duration.toMinutes();
        if (minutes < 60) {
            return minutes == 1 ? "About a minute" : minutes + " minutes";
        }
        long hours = Math.round(duration.toMinutes() / 60.0);
        if (hours < 48) {
            return hours == 1 ? "About an hour" : hours + " hours";
        }
        long days = duration.toHours() / 24;
        if (days < 14) {
            return days + " days";
        }
        if (days < 60) {
            return days / 7 + " weeks";
        }
        return days < 730 ? days / 30 + " months" : days / 365 + " years";
    }
}
