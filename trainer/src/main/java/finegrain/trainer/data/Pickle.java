package finegrain.trainer.data;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * Reads the few opcodes of Python's pickle, protocol 2, with which dictionaries of texts, numbers,
 * lists and one of NumPy's arrays are written. Nothing is called: an array stays the description
 * that its pickle has. All else is refused.
 */
final class Pickle {
  /** CIFAR-100's training set has some 300,000. */
  private static final int MOST_OPCODES = 2_000_000;

  private static final Set<String> NAMES =
      Set.of("numpy.core.multiarray _reconstruct", "numpy ndarray", "numpy dtype");

  private final ByteBuffer in;
  private final Map<Integer, Object> memo = new HashMap<>();

  /** The stack, which marks cut into parts; the top is the last element of the last part. */
  private final Deque<List<Object>> parts = new ArrayDeque<>(List.of(new ArrayList<>()));

  private Pickle(byte[] bytes) {
    this.in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A pickle that is damaged, or has what is not read. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }
  }

  /** A name of Python's. */
  private record Name(String text) {}

  /** Python's None. */
  private record None() {}

  /** An object that a pickle would have Python make, with the state that it would give it. */
  static final class Made {
    private final String name;
    private final List<?> arguments;
    private List<?> state = List.of();

    private Made(String name, List<?> arguments) {
      this.name = name;
      this.arguments = arguments;
    }

    String name() {
      return name;
    }

    List<?> arguments() {
      return arguments;
    }

    List<?> state() {
      return state;
    }
  }

  /**
   * Reads a pickle: byte strings become {@code byte[]}, whole numbers {@code Integer}, lists and
   * tuples {@code List}, dictionaries {@code Map}, and all other objects {@link Made}.
   *
   * @throws Refused if it is damaged, or has other opcodes
   */
  static Object read(byte[] bytes) throws Refused {
    Pickle pickle = new Pickle(bytes);
    try {
      for (int i = 0; i < MOST_OPCODES; i++) {
        int opcode = pickle.in.get() & 0xff;
        if (opcode == '.') {
          return pickle.pop();
        }
        pickle.execute(opcode);
      }
    } catch (BufferUnderflowException | NoSuchElementException | ClassCastException e) {
      throw refusedFor("it is damaged at byte " + pickle.in.position(), e);
    }
    throw new Refused("it has more than %d opcodes".formatted(MOST_OPCODES));
  }

  private static Refused refusedFor(String why, Exception cause) {
    Refused refused = new Refused(why);
    refused.initCause(cause);
    return refused;
  }

  private void execute(int opcode) throws Refused {
    switch (opcode) {
      case 0x80 -> in.get(); // The protocol.
      case '(' -> parts.push(new ArrayList<>());
      case '}' -> push(new HashMap<String, Object>());
      case ']', ')' -> push(new ArrayList<>());
      case 'N' -> push(new None());
      case 0x88 -> push(1);
      case 0x89 -> push(0);
      case 'K' -> push(in.get() & 0xff);
      case 'M' -> push(in.getShort() & 0xffff);
      case 'J' -> push(in.getInt());
      case 'U', 'C' -> push(bytes(in.get() & 0xff));
      case 'T', 'B', 'X' -> push(bytes(in.getInt()));
      case 'c' -> push(name());
      case 'q' -> memo.put(in.get() & 0xff, top());
      case 'r' -> memo.put(in.getInt(), top());
      case 'h' -> push(remembered(in.get() & 0xff));
      case 'j' -> push(remembered(in.getInt()));
      case 'a' -> append(List.of(pop()));
      case 'e' -> append(sinceMark());
      case 's' -> put(List.of(pop(), pop()).reversed());
      case 'u' -> put(sinceMark());
      case 't' -> push(sinceMark());
      case 0x85, 0x86, 0x87 -> push(popped(opcode - 0x84));
      case 'R' -> make();
      case 'b' -> build();
      default ->
          throw new Refused(
              "it has the opcode 0x%02x at byte %d".formatted(opcode, in.position() - 1));
    }
  }

  private void push(Object value) {
    parts.element().add(value);
  }

  private Object pop() {
    return parts.element().removeLast();
  }

  private Object top() {
    return parts.element().getLast();
  }

  private List<Object> popped(int count) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.addFirst(pop());
    }
    return values;
  }

  private List<Object> sinceMark() {
    return parts.pop();
  }

  private Object remembered(int index) {
    Object value = memo.get(index);
    if (value == null) {
      throw new NoSuchElementException();
    }
    return value;
  }

  private byte[] bytes(int length) {
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private Name name() throws Refused {
    String name = line() + " " + line();
    if (!NAMES.contains(name)) {
      throw new Refused("it has the name " + name.replaceAll("[^ -~]", "?"));
    }
    return new Name(name);
  }

  private String line() throws Refused {
    StringBuilder line = new StringBuilder();
    for (char c = (char) in.get(); c != '\n'; c = (char) in.get()) {
      line.append(c);
      if (line.length() > 100) {
        throw new Refused("it has a name of more than 100 characters");
      }
    }
    return line.toString();
  }

  @SuppressWarnings("unchecked") // Lists of this reader have any objects.
  private void append(List<Object> values) {
    ((List<Object>) top()).addAll(values);
  }

  @SuppressWarnings("unchecked") // Dictionaries of this reader have texts as keys.
  private void put(List<Object> keysAndValues) {
    Map<String, Object> map = (Map<String, Object>) top();
    for (int i = 0; i + 1 < keysAndValues.size(); i += 2) {
      map.put(text(keysAndValues.get(i)), keysAndValues.get(i + 1));
    }
  }

  /** A byte string as text. */
  static String text(Object bytes) {
    return new String((byte[]) bytes, StandardCharsets.ISO_8859_1);
  }

  private void make() {
    List<?> arguments = (List<?>) pop();
    push(new Made(((Name) pop()).text, arguments));
  }

  private void build() {
    List<?> state = (List<?>) pop();
    ((Made) top()).state = state;
  }
}
