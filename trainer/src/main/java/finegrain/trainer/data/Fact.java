package finegrain.trainer.data;

/**
 * A thing that a reader decided or found, in words for people.
 *
 * @param name of the kind of fact, one or two words such as {@code header}
 * @param text what it is here, such as {@code line 1, passed over}
 */
public record Fact(String name, String text) {}
