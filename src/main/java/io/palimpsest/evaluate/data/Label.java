package io.palimpsest.evaluate.data;

/** What is known about a picture as a whole. */
public enum Label {
    /** Some of it was altered; a mask says where. */
    ALTERED,
    /** None of it was altered. */
    AUTHENTIC
}
