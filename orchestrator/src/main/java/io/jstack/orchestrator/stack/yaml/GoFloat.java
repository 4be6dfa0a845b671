package io.jstack.orchestrator.stack.yaml;

import java.math.BigDecimal;

/** Floating point as Go's {@code %v} prints it: the shortest digits, an exponent below 1e-4 and from 1e6 on. */
public final class GoFloat {
    private GoFloat() {}

    public static String print(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        return print(new BigDecimal(Double.toString(value)));
    }

    private static String print(BigDecimal exact) {
        BigDecimal value = exact.stripTrailingZeros();
        if (value.signum() == 0) {
            return "0";
        }
        String digits = value.unscaledValue().abs().toString();
        int exponent = digits.length() - value.scale() - 1;
        if (exponent >= -4 && exponent < 6) {
            return value.toPlainString();
        }
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        String sign = value.signum() < 0 ? "-" : "";
        String power = Math.abs(exponent) < 10 ? "0" + Math.abs(exponent) : Integer.toString(Math.abs(exponent));
        return sign + mantissa + "e" + (exponent < 0 ? "-" : "+") + power;
    }
}
