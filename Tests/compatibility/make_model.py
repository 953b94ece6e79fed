"""Writes a language model of half a megabyte: python make_model.py FILE.gguf

Its weights are chance (always the same), so what it says means nothing; but it is a whole model of the Llama kind with a
tokenizer and a chat template, and a program that serves models serves it like any other. It knows some Portuguese words;
what it is told may be any text, for every byte is a token too.
"""

import sys

import numpy
from gguf import GGUFWriter, TokenType

WIDTH, HEADS, INNER, LAYERS, CONTEXT = 64, 4, 128, 2, 4096
WORDS = "bom dia tudo bem com o pedido que chegou hoje e a nota da loja em sua casa por favor espere um pouco".split()
TEMPLATE = "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}assistant:"


def vocabulary():
    tokens = [("<unk>", TokenType.UNKNOWN), ("<s>", TokenType.CONTROL), ("</s>", TokenType.CONTROL)]
    tokens += [(f"<0x{byte:02X}>", TokenType.BYTE) for byte in range(256)]
    # The sign for a space, as in every tokenizer of SentencePiece.
    tokens += [("\u2581" + word, TokenType.NORMAL) for word in WORDS]
    return tokens + [(sign, TokenType.NORMAL) for sign in ".,!"]


def describe(writer, tokens, words_from):
    writer.add_name("carretel-tiny")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("llama")
    writer.add_token_list([text for text, _ in tokens])
    writer.add_token_scores([-float(max(0, place - words_from)) for place in range(len(tokens))])
    writer.add_token_types([int(kind) for _, kind in tokens])
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_chat_template(TEMPLATE)


def add_weights(writer, count, words_from):
    dice = numpy.random.default_rng(1)
    ones = numpy.ones(WIDTH, numpy.float32)

    def chance(*shape, scale=1.0):
        return (dice.standard_normal(shape) * scale).astype(numpy.float32)

    writer.add_tensor("token_embd.weight", chance(count, WIDTH))
    for layer in range(LAYERS):
        block = f"blk.{layer}."
        writer.add_tensor(block + "attn_norm.weight", ones)
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            writer.add_tensor(f"{block}{name}.weight", chance(WIDTH, WIDTH, scale=WIDTH**-0.5))
        writer.add_tensor(block + "ffn_norm.weight", ones)
        writer.add_tensor(block + "ffn_gate.weight", chance(INNER, WIDTH, scale=WIDTH**-0.5))
        writer.add_tensor(block + "ffn_up.weight", chance(INNER, WIDTH, scale=WIDTH**-0.5))
        writer.add_tensor(block + "ffn_down.weight", chance(WIDTH, INNER, scale=INNER**-0.5))
    writer.add_tensor("output_norm.weight", ones)
    output = chance(count, WIDTH)
    # Words are what it says; single bytes could be text that is none, and the sign of the end an empty reply.
    output[:words_from] *= 0.01
    writer.add_tensor("output.weight", output)


def main():
    tokens = vocabulary()
    words_from = len(tokens) - len(WORDS) - 3
    writer = GGUFWriter(sys.argv[1], "llama")
    describe(writer, tokens, words_from)
    add_weights(writer, len(tokens), words_from)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


main()
