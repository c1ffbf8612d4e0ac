package io.palimpsest.jpeg;

/**
 * A marker of the file, in the order of the file. Restart markers are not listed.
 *
 * @param code second byte of the marker, for example {@code 0xDB} for a quantisation table
 * @param offset of the marker's {@code 0xFF} byte, from the start of the file
 * @param length of the segment as the file tells it, with its two length bytes but without the marker; 0 for a marker
 *     that has no segment
 */
public record JpegMarker(int code, int offset, int length) {

    static final int SOF0 = 0xC0;
    static final int DHT = 0xC4;
    static final int DAC = 0xCC;
    static final int RST0 = 0xD0;
    static final int RST7 = 0xD7;
    static final int SOI = 0xD8;
    static final int EOI = 0xD9;
    static final int SOS = 0xDA;
    static final int DQT = 0xDB;
    static final int DNL = 0xDC;
    static final int DRI = 0xDD;
    static final int DHP = 0xDE;
    static final int EXP = 0xDF;
    static final int APP0 = 0xE0;
    static final int APP1 = 0xE1;
    static final int APP2 = 0xE2;
    static final int APP14 = 0xEE;
    static final int APP15 = 0xEF;
    static final int COM = 0xFE;
    static final int TEM = 0x01;

    /** The marker's name in the standard, such as {@code "DQT"} or {@code "APP1"}. */
    public String name() {
        return name(code);
    }

    static String name(int code) {
        if (code >= APP0 && code <= APP15) {
            return "APP" + (code - APP0);
        }
        if (isFrame(code)) {
            return "SOF" + (code - SOF0);
        }
        if (isRestart(code)) {
            return "RST" + (code - RST0);
        }
        return switch (code) {
            case DHT -> "DHT";
            case DAC -> "DAC";
            case SOI -> "SOI";
            case EOI -> "EOI";
            case SOS -> "SOS";
            case DQT -> "DQT";
            case DNL -> "DNL";
            case DRI -> "DRI";
            case DHP -> "DHP";
            case EXP -> "EXP";
            case COM -> "COM";
            case TEM -> "TEM";
            default -> String.format("FF%02X", code);
        };
    }

    static boolean isFrame(int code) {
        return code >= SOF0 && code <= 0xCF && code != DHT && code != 0xC8 && code != DAC;
    }

    static boolean isRestart(int code) {
        return code >= RST0 && code <= RST7;
    }
}
