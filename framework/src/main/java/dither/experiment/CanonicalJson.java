package dither.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dither.Added;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Values as JSON in exactly one way: records as objects with every component, sorted by name, members of sealed
 * families with their name under {@code type} at the end, enums by name, numbers as Java prints them. Components that
 * were {@link Added} later are left out while they say what the code did before. What was written so can be read back.
 */
final class CanonicalJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final ObjectMapper JSON = new ObjectMapper();

    private CanonicalJson() {}

    static JsonNode of(Object value) {
        return switch (value) {
            case null -> NODES.nullNode();
            case Record r -> object(r);
            case List<?> list -> {
                ArrayNode array = NODES.arrayNode();
                list.forEach(item -> array.add(of(item)));
                yield array;
            }
            case Enum<?> constant -> NODES.textNode(constant.name());
            case String text -> NODES.textNode(text);
            case Boolean flag -> NODES.booleanNode(flag);
            case Integer number -> NODES.numberNode(number);
            case Long number -> NODES.numberNode(number);
            case Double number -> NODES.numberNode(number);
            default ->
                throw new IllegalArgumentException(
                        "a trial cannot hold a " + value.getClass().getName());
        };
    }

    /** What reflection says of a type of records; asking it again for each of thousands of trials takes seconds. */
    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return Shape.of(type);
        }
    };

    private record Shape(List<Part> parts, boolean named) {
        static Shape of(Class<?> type) {
            boolean closedChoice = Arrays.stream(type.getInterfaces()).anyMatch(Class::isSealed);
            List<Part> parts = Arrays.stream(type.getRecordComponents())
                    .sorted(Comparator.comparing(RecordComponent::getName))
                    .map(Part::of)
                    .toList();
            return new Shape(parts, closedChoice && !type.isAnnotationPresent(Added.class));
        }
    }

    /** @param before what the component says where it is left out; null if it never is */
    private record Part(String name, Method accessor, String before) {
        static Part of(RecordComponent component) {
            component.getAccessor().setAccessible(true); // nested records of a trial need not be public
            Added added = component.getAnnotation(Added.class);
            return new Part(component.getName(), component.getAccessor(), added == null ? null : added.before());
        }
    }

    private static ObjectNode object(Record value) {
        ObjectNode object = NODES.objectNode();
        Shape shape = SHAPES.get(value.getClass());
        for (Part part : shape.parts()) {
            try {
                JsonNode node = of(part.accessor().invoke(value));
                if (part.before() == null || !part.before().equals(node.toString())) {
                    object.set(part.name(), node);
                }
            } catch (ReflectiveOperationException impossible) {
                throw new IllegalStateException(impossible); // accessors of records neither hide nor throw
            }
        }
        if (shape.named()) {
            object.put("type", value.getClass().getSimpleName());
        }
        return object;
    }

    /**
     * The value that {@link #of} wrote.
     *
     * @param type of the value, as a record declares it
     * @throws IllegalArgumentException if {@code node} is no such value
     */
    static Object read(JsonNode node, Type type) {
        if (node.isNull()) {
            return null;
        }
        if (type instanceof ParameterizedType list) {
            List<Object> items = new ArrayList<>();
            node.forEach(item -> items.add(read(item, list.getActualTypeArguments()[0])));
            return items;
        }
        Class<?> kind = (Class<?>) type;
        if (kind == int.class || kind == Integer.class) {
            return node.intValue();
        }
        if (kind == long.class || kind == Long.class) {
            return node.longValue();
        }
        if (kind == double.class || kind == Double.class) {
            return node.doubleValue();
        }
        if (kind == boolean.class || kind == Boolean.class) {
            return node.booleanValue();
        }
        if (kind == String.class) {
            return node.textValue();
        }
        if (kind.isEnum()) {
            return Arrays.stream(kind.getEnumConstants())
                    .filter(constant -> ((Enum<?>) constant).name().equals(node.textValue()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no " + kind.getSimpleName() + " " + node));
        }
        return kind.isSealed() ? read(node, member(node, kind)) : record(node, kind);
    }

    /** The member of a family that {@code node} is one of; of several of one name the one with these components. */
    private static Class<?> member(JsonNode node, Class<?> family) {
        List<Class<?>> named = members(family)
                .filter(member -> node.has("type")
                        ? member.getSimpleName().equals(node.get("type").textValue())
                        : member.isAnnotationPresent(Added.class))
                .toList();
        return named.stream()
                .filter(member -> named.size() == 1 || fits(node, member))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no " + family.getSimpleName() + " is called " + node.path("type")));
    }

    private static boolean fits(JsonNode node, Class<?> member) {
        Set<String> names = new HashSet<>(Set.of("type"));
        boolean complete = true;
        for (RecordComponent component : member.getRecordComponents()) {
            names.add(component.getName());
            complete &= node.has(component.getName()) || component.isAnnotationPresent(Added.class);
        }
        List<String> given = new ArrayList<>();
        node.fieldNames().forEachRemaining(given::add);
        return complete && names.containsAll(given);
    }

    private static Stream<Class<?>> members(Class<?> family) {
        return Arrays.stream(family.getPermittedSubclasses())
                .flatMap(member -> member.isSealed() ? members(member) : Stream.of(member));
    }

    private static Object record(JsonNode node, Class<?> kind) {
        RecordComponent[] components = kind.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                RecordComponent component = components[i];
                Added added = component.getAnnotation(Added.class);
                JsonNode part = node.get(component.getName());
                if (part == null && added == null) {
                    throw new IllegalArgumentException(kind.getSimpleName() + " lacks " + component.getName());
                }
                types[i] = component.getType();
                values[i] = read(part == null ? JSON.readTree(added.before()) : part, component.getGenericType());
            }
            Constructor<?> constructor = kind.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException refused) {
            throw new IllegalArgumentException(refused.getCause().getMessage(), refused);
        } catch (ReflectiveOperationException | IOException impossible) {
            throw new IllegalStateException(impossible); // records have their constructor, annotations hold JSON
        }
    }
}
