"""The names that wire formats themselves give to members, headers and paths. Data, no code.

A name in these lists is the vendors' word, not a person's: it may stand in a place, and is no
text of its own. Every other name is read as text and numbered in places. A value is always
read, whatever its name.
"""

from __future__ import annotations

import enum


class Kind(enum.Enum):
    """What the value of a known member is."""

    TEXT = "text"
    NAME = "name"
    """The name of a file."""
    FILE = "file"
    """A file's content in base64; where it is no text and of no known type, it is unread."""
    MAYBE_FILE = "maybe-file"
    """The same, or the address, the name or the words of one."""
    MEDIA_TYPE = "media-type"
    """What its neighbours are."""


_TEXT = """
action additionalProperties additional_kwargs additional_properties additional_tools
additionalModelRequestFields additionalModelResponseFieldPaths agent agent_id allOf allowed_domains
allowed_function_names allowed_tools allowedFunctionNames annotations anthropic_beta
anthropic_version anyOf any api_key api_version approval_request_id approve arguments args
array_items assistant assistant_id attachments attachment attributes audio_config audioConfig
audio_timestamp auto background batch best_of betas blob_id body boolean bot_id budget_tokens
cachePoint cache_control cached_content cachedContent call_id candidate_count candidateCount chat
chat_history chatHistory citation citations citations_enabled client_metadata code
code_execution codeExecution codeExecutionResult collapse completion completion_window
components computer_use connector_id connectors const container container_id content
content_block content_blocks content_filter contentBlock contents contents_delta
context context_id context_length context_management conversation conversation_id
conversation_mode conversationId conversations created created_at custom custom_id
data_sources dataset_id default definition definitions delta deferred dense description detail
developer dimensions diarize display_height display_width document document_ids
documents domain done echo effort edits element embedding embedding_types
embeddings enableEnhancedCivicAnswers enable_thinking enabled encoding_format encrypted_content
encrypted_reasoning end_index end_turn end_user_id endpoint engine enterprise enum environment
ephemeral error event event_id events example examples exclude exclusiveMaximum
exclusiveMinimum execute executable_code executableCode expires_after expires_at explanation
extra_body extra_headers extracted_content failed features fileData file_id file_ids file_search
file_size file_uri fileUri files filters finish_reason finishReason first_id force
force_json formats frequency_penalty frequencyPenalty from function functionCall
function_call functionCallingConfig functionCalls functionDeclarations
functionResponse function_call_output function_calling_config function_declarations
function_response functions generate generation_config generationConfig google_search
googleSearch googleSearchRetrieval grammar guardrailConfig guardrailIdentifier guardrailVersion
guided_json guided_regex has_more headers height hint history id ids if image_config
image_detail imageConfig images_config include include_thoughts
include_usage includeThoughts index inference_config inferenceConfig inferenceGeo inference_geo
info inline_data inlineData input input_audio input_file input_image input_schema input_text
input_tokens input_type inputSchema inputs instances instruction instructions integer
intermediate interrupt is_error is_final item item_id item_reference items json jsonSchema
json_schema keep keep_alive key kind label labels language language_code languageCode last_id
level limit list locale logit_bias logprobs logs lora max maxItems maxLength maxOutputTokens
maxProperties maxTokens max_completion_tokens max_length max_new_tokens max_num_results
max_output_tokens max_prompt_tokens max_results max_search_results max_tokens max_tokens_to_sample
max_tool_calls max_uses maxResults maximum mcp mcp_servers mediaResolution media_resolution
message message_id messageId messages meta metadata method
min minItems minLength minProperties min_p min_tokens minimum mirostat mirostat_eta
mirostat_tau modalities mode model model_id model_name modelId model_options models moderation
multimodal multipleOf n name names namespace negativePrompt negative_prompt next not
nullable num_batch num_ctx num_gpu num_keep num_predict num_results num_thread number object
objects oneOf operation operator option options order organization original output
output_config output_format output_index output_modalities output_schema output_text output_type
outputConfig outputModalities outputSchema overrides p page pages parallel_tool_calls
parameters parametersJsonSchema params parent parent_id parent_message_id partial parts path
pattern patternProperties penalty performanceConfig permissions personGeneration
phase plan plugins position preambles prefix prediction prefixItems presence_penalty presencePenalty
preset presets previous_interaction_id previous_response_id priority privacy prompt
prompt_cache_key prompt_cache_retention prompt_id prompt_truncation promptVariables prompts
properties propertyNames property_ordering propertyOrdering provider providers purpose quality
query queries query_id question questions random_seed rank_fields ranking_options raw
rawPredict readOnly reason reasoning reasoningContent reasoningText reasoning_content
reasoning_details reasoning_effort reasoning_format reasoningEffort redactedContent
references region rejected relevance rendering repeat_last_n repeat_penalty repetition_penalty
request requestMetadata requestId request_id requests require_approval required requirements
response responseFormat responseJsonSchema responseLogprobs responseMimeType
responseModalities responseSchema response_format response_id response_logprobs
response_mime_type response_modalities response_schema responses result results resumption
retrieval return_citations return_documents return_full_text return_images return_likelihoods
return_related_questions returnDocuments role roles route router rubric run_id safe_mode
safePrompt safe_prompt safety_identifier safety_mode safety_model safety_settings safetySettings
sampling schema score scope score_threshold search search_context_size
search_domain_filter search_mode search_parameters search_queries_only search_recency_filter
searchEntryPoint seed selector sequence sequence_number server_label server_name server_tool_use
server_url serverContent service_tier session session_id sessionId severity signature size
skip_special_tokens sources source source_type speaker specVersion speech_config speechConfig
speed start start_index state status stop stopSequences stop_sequence stop_sequences stopping
storage store stream stream_options streaming strict string stringValue style
subject success suffix suggestions summary supports system systemInstruction systemPrompt
system_fingerprint system_instruction system_prompt tags target task task_id taskType task_type
temperature template template_id text text_format textConfig texts tfs_z thinking thinkingBudget
thinkingConfig thinkingLevel thinking_budget thinking_config thinking_level thought
thoughtSignature thought_signature thoughts thread thread_id threshold tier timeout timestamp
timestamp_granularities timezone title to token token_budget tokens tool tool_call_id tool_calls
tool_choice tool_config tool_name tool_outputs tool_plan tool_resources tool_results tool_use
tool_use_id toolCallId toolChoice toolConfig toolName toolResult toolSpec toolUse toolUseId
tools top topK topP top_k top_logprobs top_n top_p topk trace trace_id tracing training
transforms translation transport trigger trim truncate truncation truncation_strategy
turn_detection turns txt type types typical_p ui unevaluatedProperties uniqueItems unit uri
uris urls usage user userId user_id user_input user_location user_message username uuid
value values variables variant variants vector vector_store_ids vector_stores verbosity version
video_config videoConfig video_metadata videoMetadata voice voiceConfig voiceName
voice_id warnings web_search web_search_options weight weights width window workspace
workspace_id writeOnly xml f.req
dependencies dependentRequired dependentSchemas contains contentEncoding
contentSchema deprecated else examples then $anchor $comment $defs $id $ref $schema $vocabulary
allow allow_cross_region author author_role action_type aggregate answers asset_pointer
asset_pointer_link children client_contextual_info client_prepare_state command_id
content_references conversation_origin create_time custom_instructions enable_message_followups
force_paragen force_use_sse force_rate_limit force_parallel_switch gizmo_id
history_and_training_disabled is_complete is_visually_hidden_from_conversation
last_message models_mode paragen_cot_summary_display_override partial_query
recipient rendering_mode reset_rate_limits selected_github_repos serialization_metadata
supported_encodings supports_buffering suggestion_type system_hints thinking_effort
time_since_loaded timezone_offset_min update_time variant_purpose websocket_request_id
human_message_uuid personalized_styles parent_message_uuid sync_sources prompt_source
chat_conversation_id organization_uuid completion_type
generateRefinementResponse jsonrpc rpc safety search_type sub_type
q at chat_session_id ref_file_ids thinking_enabled search_enabled modelName modelMode
fileAttachments imageAttachments disableSearch enableImageGeneration returnImageBytes
forceConcise toolOverrides isReasoning customInstructions fileSource query_str
last_backend_uuid frontend_uuid frontend_context_uuid search_focus use_case scenario
kimiplus_id use_search refs refs_file sender_types chat_id messageInput mention mistralUserId
invocationId inputMethod optionsSets
"""

_NAME = """
filename file_name fileName display_name displayName file_path filePath
"""

_FILE = """
file_data fileBytes file_bytes bytes b64_json image_bytes imageBytes bytesBase64Encoded
audio_bytes audioBytes videoBytes video_bytes base64 images image_base64 image_b64 audio_base64
document_base64 inline_bytes rawBytes audio video
"""

_MAYBE_FILE = """
data image file blob url image_url imageUrl video_url videoUrl audio_url document_url file_url
"""

_MEDIA_TYPE = """
mimeType mime_type mediaType media_type mime format content_type contentType mimetype fileMimeType
file_type contentMediaType
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _fields() -> dict[str, Kind]:
    lists = {
        Kind.TEXT: _TEXT,
        Kind.NAME: _NAME,
        Kind.FILE: _FILE,
        Kind.MAYBE_FILE: _MAYBE_FILE,
        Kind.MEDIA_TYPE: _MEDIA_TYPE,
    }
    return {name: kind for kind, names in lists.items() for name in _words(names)}


FIELDS = _fields()
"""Names of members that the formats of OpenAI, Anthropic, Google, Amazon Bedrock, Cohere,
Mistral, Ollama, JSON Schema and the vendors' web apps use."""

ROWS = _words("documents texts queries passages inputs outputs")
"""Members for many texts, each of which may be a mere number."""

SPOKEN = ROWS | _words(
    "text content contents parts input input_text message messages prompt prompts instructions"
    " system output arguments"
)
"""Members whose strings a model sees one after another: what stands at the end of one and at the
beginning of the next reads as one text."""

LISTS_OF_NAMES = frozenset({"required", "enum"})
"""JSON Schema's lists: their strings are names of which one is chosen, never one text."""

UNJOINED = (
    SPOKEN
    | LISTS_OF_NAMES
    | frozenset(n for n in FIELDS if n == "id" or n.endswith(("_id", "Id", "_ids", "Ids", "_uuid")))
    | frozenset(n for n, kind in FIELDS.items() if kind in {Kind.FILE, Kind.MEDIA_TYPE})
    | _words("role type model object status stop_reason author finish_reason")
)
"""What is not joined with its neighbours of other names or in other rows: ids, files and their
types, one of a few words, and what is spoken, which has its own rule."""

ADDRESSES = _words("url image_url imageUrl video_url videoUrl audio_url document_url file_url")
"""Members for the address of a file, or for the file itself; `url` in an object of such a name."""

VENDORS_OWN = _words(
    "signature thoughtSignature thought_signature encrypted_content encrypted_reasoning"
    " redactedContent redacted_content reasoning_opaque"
)
"""Members for what a vendor encrypted, for a client to hand back: nobody else can read it."""

VENDORS_OWN_TYPES = _words("redacted_thinking reasoning.encrypted")
"""What `type` says of an object whose `data` is the same."""

TOKENS = _words("input prompt tokens input_ids token_ids prompt_token_ids")
"""Members at the top of a body in which a text may stand as the numbers of its tokens."""

PLUMBING_HEADERS = _words(
    """
    accept accept-charset accept-encoding accept-language accept-ranges
    access-control-request-headers access-control-request-method alt-used
    amz-sdk-invocation-id
    amz-sdk-request anthropic-beta
    anthropic-dangerous-direct-browser-access anthropic-version cache-control connection
    content-encoding content-length content-md5 content-type date device-memory dnt downlink dpr ect
    expect host if-match if-modified-since if-none-match if-range if-unmodified-since keep-alive
    max-forwards openai-beta origin pragma priority proxy-connection range rtt save-data
    sec-ch-ua-arch sec-ch-ua-bitness sec-ch-ua-form-factors sec-ch-ua-mobile sec-ch-ua-wow64
    sec-fetch-dest sec-fetch-mode sec-fetch-site sec-fetch-storage-access sec-fetch-user sec-gpc
    sec-websocket-extensions sec-websocket-key sec-websocket-protocol sec-websocket-version
    service-worker te traceparent trailer transfer-encoding upgrade upgrade-insecure-requests
    viewport-width x-amz-content-sha256 x-amz-date x-app x-client-request-id x-fern-language
    x-fern-platform x-fern-runtime x-fern-sdk-name x-fern-sdk-version x-request-id x-requested-with
    x-stainless-arch x-stainless-async x-stainless-helper-method x-stainless-lang x-stainless-os
    x-stainless-package-version x-stainless-poll-helper x-stainless-raw-response
    x-stainless-read-timeout x-stainless-retry-count x-stainless-runtime
    x-stainless-runtime-version x-stainless-stream-helper x-stainless-timeout
    :authority :method :path :scheme
    """
)
"""Headers that clients' HTTP stacks fill with technical values. They are read as soon as their
value is longer, or less technical, than such a stack would send."""

READ_HEADERS = _words(
    """
    chatgpt-account-id conversation_id cookie http-referer oai-client-version oai-device-id
    oai-language openai-organization openai-project originator push-id referer
    sec-ch-ua sec-ch-ua-full-version sec-ch-ua-full-version-list sec-ch-ua-model sec-ch-ua-platform
    sec-ch-ua-platform-version session-id session_id thread-id user-agent version
    x-amz-user-agent x-amzn-bedrock-trace x-amzn-trace-id x-bedrock-trace
    x-claude-code-session-id x-codex-beta-features x-codex-installation-id x-codex-turn-metadata
    x-codex-window-id x-forwarded-for x-gemini-api-privileged-user-id x-goog-api-client
    x-goog-upload-command x-goog-upload-file-name x-goog-upload-header-content-length
    x-goog-upload-header-content-type x-goog-upload-offset x-goog-upload-protocol
    x-goog-user-project x-initiator x-openai-internal-codex-responses-lite
    x-same-domain x-session-affinity x-session-id x-title
    """
)
"""Headers that are read, and whose name is no person's word."""

CREDENTIAL_HEADERS = _words(
    """
    api-key authorization ocp-apim-subscription-key openai-sentinel-arkose-token
    openai-sentinel-chat-requirements-token openai-sentinel-proof-token
    openai-sentinel-turnstile-token proxy-authorization x-amz-security-token x-api-key x-csrf-token
    x-goog-api-key x-goog-iam-authorization-token x-xsrf-token
    """
)
"""What proves to the service itself who is calling: sent to whom it belongs."""

CREDENTIAL_PARAMETERS = _words(
    "key api_key api-key apikey access_token auth token sig x-amz-credential x-amz-security-token"
    " x-amz-signature x-goog-credential x-goog-signature"
)
"""The same in a query: Gemini's `key`, Microsoft's `access_token`, a signed address."""

PATH_WORDS = _words(
    """
    api apis v1 v1alpha v1beta v1beta1 v1beta2 v1beta3 v2 v3 v4 openai anthropic azure beta
    agents assistants async_invoke answer attachments audio autocompletions backend-anon
    backend-api batch batches batchEmbedContents batchexecute beta_features cachedContents cancel
    chat chat_conversations checkpoints classify codex complete completion completions content
    conversation conversations converse converse-stream convert_document copies count-tokens
    countTokens count_tokens data delete deployments detokenize detectLanguage
    edits embed embedContent embeddings engines evals experimental extensions extract f files
    fim fine-tuning fine_tuning fine_tuned_models flagship functions generate generateAnswer
    generateContent generate_autocompletions generations guardrail images inference info init
    input_items invoke invoke-with-response-stream items jobs locations me message messages
    model models moderations ocr operations organizations parse partial predict prepare process
    process_upload_stream projects publishers ps pull push query rawPredict realtime rerank
    responses rest resume runs safety search serverStreamingPredict sessions settings show speech
    steps streamGenerateContent streamRawPredict submit_tool_outputs summarize tags tasks text
    threads tokenize tools transcriptions translations upload uploads usage user users variations
    vector_stores version workspaces google anthropic-messages mistral mistralai meta cohere
    """
)
"""Words of the vendors' own addresses."""
